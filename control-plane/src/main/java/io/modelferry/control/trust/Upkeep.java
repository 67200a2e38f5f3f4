package io.modelferry.control.trust;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Trust.Place;
import io.modelferry.control.trust.MetadataRows.Standing;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Signs anew what would end: nobody may publish for weeks, and devices must not lose their trust meanwhile. */
@Component
class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    static final Set<String> WITH_PEOPLE = Set.of(Metadata.ROOT, Metadata.TARGETS);

    private static final Duration BETWEEN_REMINDERS = Duration.ofDays(1);

    private final MetadataRows rows;
    private final Issue issue;
    private final Repository repository;
    private final TransactionTemplate transaction;
    private final boolean embedded;
    private final Map<String, Instant> reminded = new ConcurrentHashMap<>();

    Upkeep(
            MetadataRows rows,
            Issue issue,
            Repository repository,
            ModelferryConfiguration configuration,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.issue = issue;
        this.repository = repository;
        this.transaction = new TransactionTemplate(transactions);
        this.embedded = configuration.trust().targets() == Place.EMBEDDED;
    }

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT0S")
    void renewInTime() {
        if (due().isEmpty()) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            rows.hold();
            renew(due()); // another control plane may have done it meanwhile
        });
    }

    private Set<String> due() {
        return rows.standings().stream()
                .filter(one -> Life.of(one.role()).isDue(one.signed(), issue.now()))
                .filter(this::canRenew)
                .map(Standing::role)
                .collect(Collectors.toSet());
    }

    private boolean canRenew(Standing standing) {
        if (embedded || !WITH_PEOPLE.contains(standing.role())) {
            return true;
        }
        remind(standing);
        return false;
    }

    private void remind(Standing standing) {
        var last = reminded.getOrDefault(standing.role(), Instant.EPOCH);
        if (last.plus(BETWEEN_REMINDERS).isAfter(issue.now())) {
            return;
        }
        reminded.put(standing.role(), issue.now());
        log.warn(
                "trust: {} version={} ends at {}: people must sign the next one",
                standing.role(),
                standing.version(),
                standing.expires());
    }

    private void renew(Set<String> due) {
        if (due.contains(Metadata.ROOT)) {
            root();
        }
        if (due.contains(Metadata.TARGETS)) {
            repository.signAll();
        }
        if (due.stream().anyMatch(role -> !Metadata.TOP_LEVEL.contains(role))) {
            issue.deltas();
        }
        if (due().contains(Metadata.SNAPSHOT)) { // the first three bring one with them
            issue.snapshot(Map.of());
        }
        if (due().contains(Metadata.TIMESTAMP)) {
            issue.timestamp();
        }
    }

    private void root() {
        var root = issue.root();
        var next = new Root(
                issue.nextHead(Metadata.ROOT), root.consistentSnapshot(), root.keys(), root.roles(), root.unknown());
        issue.root(Signed.of(next, issue.signers(Metadata.ROOT, root.role(Metadata.ROOT))));
    }
}
