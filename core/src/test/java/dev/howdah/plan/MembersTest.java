package dev.howdah.plan;

import org.junit.jupiter.api.Test;

/** Who became a member of whom, and the steps that mend it. */
class MembersTest {

    private static final Observed.Server OLD = Sample.server(150_018, false);
    private static final Observed.Server NEW = Sample.server(180_001, false);

    private static Observed.Member member(String name, boolean inherit, boolean set, boolean admin) {
        return new Observed.Member(name, inherit, set, admin);
    }

    @Test
    void aStrangerLosesItsMembership() {
        Drift.plain()
                .when(w -> w.join(Sample.ADMIN, member("intruder", false, true, false)))
                .isMendedBy(new DatabaseStep.RevokeMembership(Sample.ADMIN, "intruder"));
    }

    @Test
    void aLoginThatIsAMemberOfAnythingElseIsTakenOut() {
        Drift.plain()
                .when(w -> w.join("pg_read_all_data", member(Sample.READ, true, true, false)))
                .isMendedBy(new DatabaseStep.RevokeMembership("pg_read_all_data", Sample.READ));
    }

    @Test
    void oneOfOurRolesInAnotherIsTakenOutOnce() {
        Drift.plain()
                .when(w -> w.join(Sample.ADMIN, member(Sample.WRITE, true, true, false)))
                .isMendedBy(new DatabaseStep.RevokeMembership(Sample.ADMIN, Sample.WRITE));
    }

    @Test
    void aSecondLoginOfAnotherRoleIsAStranger() {
        Drift.plain()
                .when(w -> w.join(Sample.ADMIN, member(Sample.READ + "-alt", true, true, false)))
                .isMendedBy(new DatabaseStep.RevokeMembership(Sample.ADMIN, Sample.READ + "-alt"));
    }

    @Test
    void aSecondLoginThatMayHandItsRoleOnStartsAfresh() {
        Drift.plain()
                .when(w -> w.join(Sample.READ, member(Sample.READ + "-alt", false, true, true)))
                .isMendedBy(
                        new DatabaseStep.RevokeMembership(Sample.READ, Sample.READ + "-alt"),
                        new DatabaseStep.ActAs(Sample.READ + "-alt", Sample.READ));
    }

    @Test
    void aSecondLoginOutsideItsRoleComesBack() {
        Drift.plain()
                .when(w -> w.members.remove(new World.Edge(Sample.READ, Sample.READ + "-alt")))
                .isMendedBy(new DatabaseStep.ActAs(Sample.READ + "-alt", Sample.READ));
    }

    @Test
    void aLoginOutsideTheGroupJoinsAgain() {
        Drift.plain()
                .when(w -> w.members.remove(new World.Edge("howdah_tenants", Sample.READ)))
                .isMendedBy(new DatabaseStep.JoinGroup("howdah_tenants", java.util.List.of(Sample.READ)));
    }

    @Test
    void before16ThePlatformIsNoMemberAtAll() {
        Drift.from(Sample.plain(), OLD)
                .when(w -> w.join(Sample.ADMIN, member("platform", true, true, false)))
                .isMendedBy(new DatabaseStep.RevokeMembership(Sample.ADMIN, "platform"));
    }

    @Test
    void before16ASuperuserMayStayAMember() {
        Drift.from(Sample.plain(), Sample.server(150_018, true))
                .when(w -> w.join(Sample.ADMIN, member("platform", true, true, false)))
                .isFine();
    }

    @Test
    void from16OnThePlatformMayHoldAdminAndSet() {
        Drift.from(Sample.plain(), NEW)
                .when(w -> w.join(Sample.ADMIN, member("platform", false, true, true)))
                .isFine();
    }

    @Test
    void from16OnThePlatformNeverInherits() {
        Drift.from(Sample.plain(), NEW)
                .when(w -> w.join(Sample.ADMIN, member("platform", true, true, true)))
                .isMendedBy(new DatabaseStep.RevokeMembership(Sample.ADMIN, "platform"));
    }
}
