#include "core/access/Secrets.h"

#include <sodium.h>

#include <string_view>

namespace understudy::access {

namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

} // namespace

std::string randomText(std::size_t length) {
    std::string text(length, '\0');
    for (char& c : text)
        c = crockford[randombytes_uniform(32)];
    return text;
}

std::string plainCode(const std::string& typed) {
    std::string plain;
    for (char c : typed) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
        if (c == 'O')
            c = '0';
        if (c == 'I' || c == 'L')
            c = '1';
        if (crockford.find(c) != std::string_view::npos)
            plain.push_back(c);
    }
    return plain;
}

std::string digest(const std::string& text) {
    std::string out(32, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    return out;
}

bool sameSecret(const std::string& a, const std::string& b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace understudy::access
