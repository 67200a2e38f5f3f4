package io.modelferry.control.incident;

import io.modelferry.control.fleet.RunHistory;
import io.modelferry.control.fleet.RunHistory.RunAt;
import io.modelferry.control.incident.Names.Named;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Givers;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.security.AuditLog;
import io.modelferry.control.trust.Signatures;
import io.modelferry.control.trust.SignedBy;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who answers for what a device ran: the audit trail's entries and the signatures behind each file. */
@RestController
@RequestMapping(path = "/api/v1/audit/devices", produces = MediaType.APPLICATION_JSON_VALUE)
@PreAuthorize("hasRole('AUDITOR')")
class AnswerableController {

    /** Entries looked through for one rollout, or one version. */
    private static final int MOST = 1000;

    private final RunHistory history;
    private final Names names;
    private final Givers givers;
    private final AuditLog audit;
    private final Signatures signatures;

    AnswerableController(RunHistory history, Names names, Givers givers, AuditLog audit, Signatures signatures) {
        this.history = history;
        this.names = names;
        this.givers = givers;
        this.audit = audit;
        this.signatures = signatures;
    }

    record Account(DeviceId device, Instant at, List<Answer> items) {}

    /**
     * @param published what was recorded about the version up to then, oldest first; empty for a file that was never published here
     * @param signed who had signed the version's files by then, oldest first: without them no device would run one
     * @param rollout that gave the device the file; null if none did
     * @param orders what was recorded about that rollout up to then, oldest first
     */
    record Answer(
            ModelName model,
            Named file,
            Instant since,
            @Nullable Instant until,
            List<AuditLine> published,
            List<SignedBy> signed,
            @Nullable RolloutId rollout,
            List<AuditLine> orders) {}

    @GetMapping("/{id}")
    Account of(@PathVariable String id, @RequestParam(required = false) @Nullable String at) {
        var device = new DeviceId(id);
        var instant = Instants.at(at);
        var runs = history.deviceAt(device, instant).orElseThrow(() -> Refusal.notFound("device", id));
        return new Account(
                device,
                instant,
                runs.stream().map(run -> answer(device, run, instant)).toList());
    }

    private Answer answer(DeviceId device, RunAt run, Instant at) {
        var file = names.of(run.digest());
        var rollout = Optional.ofNullable(run.digest()).flatMap(digest -> givers.gave(device, digest, run.since()));
        return new Answer(
                run.model(),
                file,
                run.since(),
                run.until(),
                file.version() == null ? List.of() : about("model-version", file.model() + "@" + file.version(), at),
                signed(file, at),
                rollout.orElse(null),
                rollout.map(id -> about("rollout", id.value(), at)).orElse(List.of()));
    }

    private List<SignedBy> signed(Named file, Instant until) {
        var model = file.model();
        var version = file.version();
        return model == null || version == null
                ? List.of()
                : signatures.on(model, version).stream()
                        .filter(signature -> !signature.at().isAfter(until))
                        .toList();
    }

    private List<AuditLine> about(String type, String id, Instant until) {
        return audit.about(type, id, MOST).reversed().stream()
                .filter(entry -> !entry.at().isAfter(until))
                .map(AuditLine::of)
                .toList();
    }
}
