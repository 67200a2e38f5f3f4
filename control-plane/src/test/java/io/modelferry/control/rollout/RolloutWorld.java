package io.modelferry.control.rollout;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.fleet.DeviceWindows;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.diff.FileDiff;
import io.modelferry.control.registry.diff.FileDiffs;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.Persons;
import io.modelferry.control.security.RoleHolders;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.control.testing.FakeTargets;
import io.modelferry.control.testing.NothingIsDeleted;
import io.modelferry.control.trust.GoalTrust;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The rooms of a {@link RolloutHouse}: rollouts, targeting and the platform are real, all others are fakes. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ConfigurationPropertiesScan("io.modelferry.control.platform")
@ComponentScan(
        basePackages = {
            "io.modelferry.control.rollout",
            "io.modelferry.control.platform",
            "io.modelferry.control.targeting"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.modelferry\\.control\\.targeting\\.TargetController"))
@EntityScan("io.modelferry.control.rollout")
@EnableJpaRepositories("io.modelferry.control.rollout")
class RolloutWorld {

    @Bean
    RolloutHouse.Settings settings() {
        return new RolloutHouse.Settings();
    }

    @Bean
    TestClock clock() {
        return new TestClock();
    }

    @Bean
    java.security.SecureRandom random() {
        return new java.security.SecureRandom();
    }

    @Bean
    FakeFleet fleet(JdbcTemplate sql, TransactionTemplate transaction, ApplicationEventPublisher events) {
        return new FakeFleet(sql, transaction, events);
    }

    @Bean
    DeviceWindows windows(JdbcClient sql) {
        return new DeviceWindows(sql);
    }

    @Bean
    FakeCatalogue catalogue() {
        return new FakeCatalogue();
    }

    @Bean
    FakeRecalls recalls() {
        return new FakeRecalls();
    }

    @Bean
    FakeFloors floors() {
        return new FakeFloors();
    }

    @Bean
    VersionNames names() {
        return (model, version) -> version;
    }

    @Bean
    VersionPins pins() {
        return new NothingIsDeleted();
    }

    @Bean
    FileDiffs diffs(RolloutHouse.Settings settings) {
        return new FileDiffs() {
            @Override
            public FileDiff between(VersionView from, VersionView to) {
                throw new UnsupportedOperationException("no rollout shows a whole difference");
            }

            @Override
            public List<String> breaking(VersionView from, VersionView to) {
                return settings.breaking;
            }
        };
    }

    @Bean
    FakeTargets signedModels() {
        return new FakeTargets(7, List.of());
    }

    @Bean
    GoalTrust goalTrust(RolloutHouse.Settings settings) {
        return key -> settings.goalKeyBelieved;
    }

    @Bean
    FakeDeltas deltas() {
        return new FakeDeltas();
    }

    @Bean
    PostOffice post() {
        return new FakePost();
    }

    @Bean
    Judge judge(RolloutHouse.Settings settings) {
        return question -> {
            settings.questions.add(question);
            return settings.judgement;
        };
    }

    @Bean
    RecentField field(RolloutHouse.Settings settings) {
        return (model, current) -> Optional.ofNullable(settings.rates);
    }

    @Bean
    RoleHolders holders(RolloutHouse.Settings settings) {
        return (actor, role) -> settings.somebodyApproves;
    }

    @Bean
    Persons persons(RolloutHouse.Settings settings) {
        return actor -> settings.behind.getOrDefault(actor, Set.of(actor));
    }

    @Bean
    AuditTrail audit(RolloutHouse.Settings settings) {
        return (action, type, id, details) -> settings.audit.add(action + " " + id);
    }

    @Bean
    FakeSigners signers(RolloutHouse.Settings settings) {
        return settings.signers;
    }
}
