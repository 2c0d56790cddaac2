package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every provider must do. A test class implements it and says which provider and which cluster. */
public interface ProviderContract {

    Provider provider();

    /** A cluster that is not up yet, of a valid spec. */
    Cluster cluster();

    /** Whether the servers are its own, so that removing one with its data ends it. */
    default boolean runsServers() {
        return true;
    }

    /** Plans and runs until nothing is left to do; the steps that ran. */
    default List<Step> converge(Cluster cluster, int times) throws InterruptedException {
        var ran = new ArrayList<Step>();
        while (true) {
            switch (provider().plan(cluster)) {
                case Plan.UpToDate<?>() -> {
                    return ran;
                }
                case Plan.Change<?>(var steps) -> {
                    for (Step step : steps) {
                        for (int i = 0; i < times; i++) {
                            provider().run(cluster, step);
                        }
                        ran.add(step);
                    }
                }
                case Plan.Wait<?>(var delay, var reason, var why) -> Thread.sleep(delay);
                case Plan.Blocked<?>(var reason, var message) -> throw new AssertionError(reason + ": " + message);
            }
        }
    }

    @Test
    default void aValidSpecHasNoProblems() {
        assertThat(provider().validate(cluster())).isEmpty();
    }

    @Test
    default void aClusterThatNeverCameUpHasNoAccess() {
        assertThatThrownBy(() -> provider().access(cluster()))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CLUSTER_NOT_READY));
        assertThatCode(() -> provider().observe(cluster())).doesNotThrowAnyException();
        assertThat(provider().networks(cluster())).isEmpty();
    }

    @Test
    default void itsPlanBringsAClusterUpAndThenIsEmpty() throws InterruptedException {
        Cluster cluster = cluster();
        var ran = converge(cluster, 1);
        assertThat(ran).isNotEmpty().allSatisfy(s -> {
            assertThat(s.describe()).isNotBlank();
            assertThat(s.destructive()).isFalse();
        });
        assertThat(provider().plan(cluster)).isInstanceOf(Plan.UpToDate.class);
        Status status = provider().observe(cluster);
        assertThat(status.endpoint()).isNotBlank();
        assertThat(status.port()).isPositive();
        assertThat(status.version()).isNotBlank();
        var access = provider().access(cluster);
        assertThat(access.cluster()).isEqualTo(cluster.metadata().name());
        assertThat(access.toString()).doesNotContain(access.password());
    }

    @Test
    default void everyStepMayRunTwice() throws InterruptedException {
        converge(cluster(), 2);
        assertThat(provider().plan(cluster())).isInstanceOf(Plan.UpToDate.class);
    }

    @Test
    default void aDatabasesNetworksAreKeptUntilTheyAreTakenBack() throws InterruptedException {
        if (provider().networksSupported()) {
            Cluster cluster = cluster();
            converge(cluster, 1);
            var networks = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32"));
            provider().allowNetworks(cluster, "a-b", networks);
            provider().allowNetworks(cluster, "a-b", networks);
            assertThat(provider().networks(cluster)).containsOnlyKeys("a-b").containsEntry("a-b", networks);
            assertThat(provider().plan(cluster)).isInstanceOf(Plan.UpToDate.class);
            provider().allowNetworks(cluster, "a-b", List.of());
            assertThat(provider().networks(cluster)).isEmpty();
        }
    }

    @Test
    default void removingIsRepeatableAndKeepsDataUnlessToldOtherwise() throws InterruptedException {
        Cluster cluster = cluster();
        converge(cluster, 1);
        var access = provider().access(cluster);
        provider().remove(cluster, false);
        provider().remove(cluster, false);
        converge(cluster, 1);
        assertThat(provider().access(cluster)).isEqualTo(access);
        provider().remove(cluster, true);
        provider().remove(cluster, true);
        if (runsServers()) {
            assertThat(provider().plan(cluster)).isNotInstanceOf(Plan.UpToDate.class);
        } else {
            assertThat(provider().plan(cluster)).isInstanceOf(Plan.UpToDate.class);
        }
    }
}
