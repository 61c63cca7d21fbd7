// Keys in the source: found by git-secrets on the lab host, worthless once the secret is another one.
#include "labs/faults/Audit.h"
#include "labs/faults/Fault.h"

#include "labs/controllers/Defaults.h"
#include "labs/policies/Reading.h"

#include <algorithm>

namespace understudy::cluster {

std::string leakedKey(const FaultSpec& fault, const Noise& noise) {
    const std::string name = "leak/" + fault.id;
    if (fault.text("kind") == "token")
        return "dwcp_tok_" + noise.letters(24, name, 0);
    std::string key = noise.letters(16, name, 0);
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return "AKIA" + key;
}

std::pair<std::string, std::string> secretOf(const FaultSpec& fault) {
    const bool token = fault.text("kind") == "token";
    const std::string asked = fault.text("secret");
    return {!asked.empty() ? asked
            : token        ? "ci-token"
                           : "backup-bucket",
            token ? "token" : "aws_access_key_id"};
}

std::vector<Repository> repositoriesOf(const std::vector<FaultSpec>& begun, const Noise& noise) {
    std::map<std::string, Repository> all;
    for (const auto& fault : begun) {
        if (fault.kind != "secret_in_code")
            continue;
        Repository& into = all[fault.text("repo")];
        into.name = fault.text("repo");
        into.patterns = {"(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}",
                         "dwcp_tok_[A-Za-z0-9]{24}"};
        into.allowed = {"AKIAIOSFODNN7EXAMPLE"};
        into.files["README.md"] = "# " + into.name +
                                  "\n\nThe keys of an example look like AKIAIOSFODNN7EXAMPLE; real ones come "
                                  "from the environment.\n";
        into.files["main.go"] = "package main\n\nimport \"log\"\n\nfunc main() {\n\tlog.Println(\"starting " +
                                into.name + "\")\n}\n";
        std::string& text = into.files[fault.text("path")];
        if (text.empty())
            text = "; settings of " + into.name + "\nregion = us-east-1\n";
        text += secretOf(fault).second + " = \"" + leakedKey(fault, noise) + "\"\n";
    }
    std::vector<Repository> list;
    for (auto& [name, repository] : all)
        list.push_back(std::move(repository));
    return list;
}

namespace {

/// To take the key out of the code is not enough: it is in the history, and opens the secret until that is
/// another one.
class Leaked final : public Fault {
public:
    Leaked(const FaultSpec& spec, FaultGround& ground)
        : Fault(spec, ground)
        , m_secret(secretOf(spec))
        , m_value(base64(leakedKey(spec, ground.noise))) {}
    void start() override {
        m_ground.put(Kind::Secret, "production", m_secret.first,
                     R"({"data":{")" + m_secret.second + R"(":")" + m_value + R"("},"type":"Opaque"})");
    }
    bool mended() const override {
        return m_found.ask(m_ground.store, {Kind::Secret}, [this] {
            const auto secret = m_ground.store.find(Kind::Secret, "production", m_secret.first);
            return !secret ||
                   reading::textAt(reading::parsed(secret->rest), {"data", m_secret.second}) != m_value;
        });
    }

private:
    const std::pair<std::string, std::string> m_secret;
    const std::string m_value;
    Remembered m_found;
};

} // namespace

std::unique_ptr<Fault> makeSourceFault(const FaultSpec& spec, FaultGround& ground) {
    return spec.kind == "secret_in_code" ? std::make_unique<Leaked>(spec, ground) : nullptr;
}

} // namespace understudy::cluster
