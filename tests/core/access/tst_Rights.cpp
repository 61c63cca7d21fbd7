#include "core/access/Rights.h"

#include <QTest>

using namespace understudy;
using access::Deed;
using access::Role;

namespace {

access::Credential with(Role role, const char* scopes = "") {
    access::Credential credential;
    credential.role = role;
    credential.scopes = *access::scopesNamed(scopes);
    return credential;
}

} // namespace

class tst_Rights final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachRoleMayDoItsOwn_data() {
        QTest::addColumn<int>("deed");
        QTest::addColumn<QString>("who"); // trainee, mentor, manager, coordinator, administrator
        const auto row = [](const char* name, Deed deed, const char* who) {
            QTest::newRow(name) << static_cast<int>(deed) << QString::fromLatin1(who);
        };
        row("write own statements", Deed::WriteOwnStatements, "yyyyy");
        row("read own statements", Deed::ReadOwnStatements, "yyyyy");
        row("write any statement", Deed::WriteStatements, "....y");
        row("read any statement", Deed::ReadStatements, "..yyy");
        row("void", Deed::VoidStatements, "...yy");
        row("write own state", Deed::WriteOwnState, "yyyyy");
        row("write others' state", Deed::WriteState, "....y");
        row("read others' state", Deed::ReadState, "..yyy");
        row("write own profile", Deed::WriteOwnProfile, "yyyyy");
        row("write others' profile", Deed::WriteProfile, "....y");
        row("read others' profile", Deed::ReadProfile, "..yyy");
        row("write what is kept of activities", Deed::WriteActivityProfile, "...yy");
        row("read what is kept of activities", Deed::ReadActivityProfile, "yyyyy");
        row("see own trainees", Deed::SeeOwnTrainees, ".yyyy");
        row("see the cohort", Deed::SeeCohort, "..yyy");
        row("change people", Deed::ChangePeople, "...yy");
    }
    void eachRoleMayDoItsOwn() {
        QFETCH(int, deed);
        QFETCH(QString, who);
        QString found;
        for (const Role role :
             {Role::Trainee, Role::Mentor, Role::Manager, Role::Coordinator, Role::Administrator})
            found += may(with(role), static_cast<Deed>(deed)) ? u'y' : u'.';
        QCOMPARE(found, who);
    }

    void scopesTakeAwayAndNeverGive() {
        QVERIFY(!may(with(Role::Trainee, "all"), Deed::ReadStatements));
        QVERIFY(may(with(Role::Trainee, "all"), Deed::ReadOwnStatements));
        const auto writer = with(Role::Administrator, "statements/write");
        QVERIFY(may(writer, Deed::WriteStatements));
        QVERIFY(!may(writer, Deed::ReadStatements) && !may(writer, Deed::ReadOwnStatements));
        QVERIFY(!may(writer, Deed::VoidStatements) && !may(writer, Deed::WriteState));
        const auto mine = with(Role::Administrator, "statements/read/mine");
        QVERIFY(may(mine, Deed::ReadOwnStatements) && !may(mine, Deed::ReadStatements));
        const auto reader = with(Role::Administrator, "all/read");
        QVERIFY(may(reader, Deed::ReadState) && may(reader, Deed::ReadStatements));
        QVERIFY(!may(reader, Deed::WriteState) && !may(reader, Deed::WriteOwnStatements));
    }

    void toVoidIsGivenByItsNameAlone() {
        QVERIFY(!may(with(Role::Administrator, "all"), Deed::VoidStatements));
        QVERIFY(may(with(Role::Administrator, "all void"), Deed::VoidStatements));
        QVERIFY(!may(with(Role::Trainee, "void"), Deed::VoidStatements));
    }

    void aLimitedProgramNeitherSeesNorChangesPeople() {
        for (const Deed deed : {Deed::SeeCohort, Deed::ChangePeople})
            QVERIFY(!may(with(Role::Administrator, "all void"), deed));
    }

    void namesAreReadAndWritten() {
        for (const char* name : {"trainee", "mentor", "manager", "coordinator", "administrator"})
            QCOMPARE(access::roleName(*access::roleNamed(name)), std::string(name));
        QVERIFY(!access::roleNamed("king") && !access::roleNamed("") && !access::roleNamed("Trainee"));
        QCOMPARE(*access::roleNamed("staff"), Role::Administrator); // in data of the first version
        QCOMPARE(access::scopeNames(*access::scopesNamed("void, state  all/read")),
                 std::string("state all/read void"));
        QVERIFY(!access::scopesNamed("state everything"));
        QCOMPARE(*access::scopesNamed(""), access::Scopes(0));
    }
};

QTEST_APPLESS_MAIN(tst_Rights)
#include "tst_Rights.moc"
