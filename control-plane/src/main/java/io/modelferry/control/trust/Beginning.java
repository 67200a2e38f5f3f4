package io.modelferry.control.trust;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Before anybody is let in: the first root and targets, where their keys are to lie here; and whether the keys that lie here are the ones
 * that the root names.
 */
@Component
class Beginning implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(Beginning.class);

    private final MetadataRows rows;
    private final TargetRows targets;
    private final Repository repository;
    private final SignedDocuments documents;
    private final Issue issue;
    private final KeyFiles keys;
    private final Signers signers;
    private final Promotion promotion;
    private final ModelferryConfiguration.Trust settings;
    private final TransactionTemplate transaction;

    Beginning(
            MetadataRows rows,
            TargetRows targets,
            Repository repository,
            SignedDocuments documents,
            Issue issue,
            KeyFiles keys,
            Signers signers,
            Promotion promotion,
            ModelferryConfiguration configuration,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.targets = targets;
        this.repository = repository;
        this.documents = documents;
        this.issue = issue;
        this.keys = keys;
        this.signers = signers;
        this.promotion = promotion;
        this.settings = configuration.trust();
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(status -> {
            rows.hold();
            promotion.settle(); // what a power cut left half done
            switch (settings.targets()) {
                case EMBEDDED -> embedded();
                case OFFLINE -> offline();
            }
        });
    }

    private void embedded() {
        log.warn(
                "trust: the keys of root and targets lie on this machine, in {}: whoever takes it can sign models. For production: modelferry.trust.targets=offline",
                keys.file(Metadata.ROOT).getParent());
        if (rows.version(Metadata.ROOT) == 0) {
            issue.root(firstRoot());
        }
        requireKeys(Metadata.TOP_LEVEL);
        if (!namesOurGoalKey() || !targets.waiting().isEmpty()) {
            repository.signAll();
            issue.deltas();
        }
    }

    private Signed<Root> firstRoot() {
        var all = new TreeMap<String, Key>();
        var roles = new TreeMap<String, RoleKeys>();
        for (var role : Metadata.TOP_LEVEL) {
            var key = Key.of(keys.of(role).publicHalf());
            all.put(key.id(), key);
            roles.put(role, new RoleKeys(List.of(key), 1));
        }
        var body = new Root(issue.nextHead(Metadata.ROOT), true, all, roles, JsonObject.EMPTY);
        return Signed.of(body, List.of(keys.of(Metadata.ROOT)));
    }

    /** Also false before the first targets. */
    private boolean namesOurGoalKey() {
        return rows.newest(Metadata.TARGETS, Targets.class)
                .map(Signed::body)
                .filter(body -> GoalKeys.of(body).keys().stream()
                        .anyMatch(key -> key.id().equals(signers.goalKey().id())))
                .isPresent();
    }

    private void offline() {
        for (var role : List.of(Metadata.ROOT, Metadata.TARGETS)) {
            if (keys.holds(role)) {
                throw new CannotStart(
                        "modelferry.trust.targets=offline, but %s lies here: move it to the machine of whoever signs."
                                .formatted(keys.file(role)));
            }
        }
        if (!settings.root().isBlank()) {
            takeRoot(Path.of(settings.root()));
        }
        if (rows.version(Metadata.ROOT) == 0) {
            log.warn("trust: no root yet, so no device can enrol: make one with 'ferry keys init --out DIR'");
        } else {
            requireKeys(List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP));
        }
    }

    /** A file that is in effect already, or older, stays where it is. */
    private void takeRoot(Path file) {
        try {
            var bytes = read(file);
            if (Signed.read(bytes, Root.class).body().version() > rows.version(Metadata.ROOT)) {
                documents.takeRoot(bytes, null);
            }
        } catch (MalformedMessage | Refusal refused) {
            throw new CannotStart("modelferry.trust.root: %s: %s".formatted(file, refused.getMessage()), refused);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CannotStart("modelferry.trust.root: %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** A repository whose keys are elsewhere would end silently when its timestamp does. */
    private void requireKeys(List<String> roles) {
        var root = issue.root();
        for (var role : roles) {
            try {
                var unused = issue.signers(role, root.role(role));
            } catch (IllegalStateException missing) {
                throw new CannotStart("Root %d of the fleet names other keys: %s. Put the folder 'keys' back as it was."
                        .formatted(root.version(), missing.getMessage()));
            }
        }
    }
}
