package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.Rollouts.Order;
import java.security.Principal;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Rollouts over HTTP: hawkBit's words for the verbs, a reason with each. */
@RestController
@RequestMapping(path = "/api/v1/rollouts", produces = MediaType.APPLICATION_JSON_VALUE)
class RolloutController {

    private static final int MAX_PAGE = 200;
    private static final int MAX_HISTORY = 5000;

    private final Rollouts rollouts;
    private final Planning planning;
    private final VersionNames names;
    private final RolloutStream stream;
    private final RepeatedRequests repeated;

    RolloutController(
            Rollouts rollouts, Planning planning, VersionNames names, RolloutStream stream, RepeatedRequests repeated) {
        this.rollouts = rollouts;
        this.planning = planning;
        this.names = names;
        this.stream = stream;
        this.repeated = repeated;
    }

    /** @param next cursor for the following page; null on the last one */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** @param epoch as the operator saw it; may be left out */
    record OrderRequest(@Nullable String reason, @Nullable Long epoch) {

        Order order() {
            return new Order(reason == null ? "" : reason, epoch);
        }
    }

    @PostMapping
    @PreAuthorize("hasRole('OPERATOR')")
    ResponseEntity<RolloutView> create(
            @RequestBody RolloutRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Principal operator) {
        if (key == null || Boolean.TRUE.equals(request.dryRun())) {
            return answer(HttpStatus.CREATED, rollouts.create(resolved(request)));
        }
        var answered = repeated.once(
                operator.getName(),
                key,
                request.toString(),
                () -> rollouts.create(resolved(request)).id());
        return answer(
                answered.first() ? HttpStatus.CREATED : HttpStatus.OK,
                get(answered.rollout().value()));
    }

    private static ResponseEntity<RolloutView> answer(HttpStatus status, RolloutView view) {
        return ResponseEntity.status(status)
                .header("Location", "/api/v1/rollouts/" + view.id())
                .body(view);
    }

    /** What a plan would come to; the body is that of a new rollout. Nothing is written. */
    @PostMapping("/forecast")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutForecast forecast(@RequestBody RolloutRequest request) {
        return planning.forecast(resolved(request));
    }

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    Page<RolloutView> list(
            @RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
        var before = after == null ? null : new RolloutId(after);
        return page(
                limit,
                MAX_PAGE,
                n -> rollouts.page(before, n),
                last -> last.id().value());
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasRole('VIEWER')")
    RolloutView get(@PathVariable String id) {
        return rollouts.find(new RolloutId(id)).orElseThrow(() -> Refusal.notFound("rollout", id));
    }

    @PostMapping("/{id}/approve")
    @PreAuthorize("hasRole('APPROVER')")
    RolloutView approve(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::approve);
    }

    @PostMapping("/{id}/deny")
    @PreAuthorize("hasRole('APPROVER')")
    RolloutView deny(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::deny);
    }

    @PostMapping("/{id}/retry")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView retry(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::retry);
    }

    @PostMapping("/{id}/start")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView start(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::start);
    }

    @PostMapping("/{id}/pause")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView pause(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::pause);
    }

    @PostMapping("/{id}/resume")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView resume(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::resume);
    }

    @PostMapping("/{id}/stop")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView stop(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::stop);
    }

    @PostMapping("/{id}/rollback")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView rollback(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::rollback);
    }

    @PostMapping("/{id}/trigger-next")
    @PreAuthorize("hasRole('OPERATOR')")
    RolloutView triggerNext(@PathVariable String id, @RequestBody OrderRequest request) {
        return order(id, request, rollouts::triggerNext);
    }

    @GetMapping("/{id}/timeline")
    @PreAuthorize("hasRole('VIEWER')")
    Page<TimelineEntry> timeline(@PathVariable String id, @RequestParam(defaultValue = "500") int limit) {
        return new Page<>(rollouts.timeline(new RolloutId(id), bounded(limit, MAX_HISTORY)), null);
    }

    @GetMapping("/{id}/devices")
    @PreAuthorize("hasRole('VIEWER')")
    Page<RolloutDevice> devices(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        var states = DeviceStanding.of(state);
        return page(
                limit,
                MAX_PAGE,
                n -> rollouts.devices(new RolloutId(id), states, after, n),
                last -> last.device().value());
    }

    @GetMapping("/{id}/evidence")
    @PreAuthorize("hasRole('VIEWER')")
    Page<EvidencePoint> evidence(@PathVariable String id, @RequestParam(defaultValue = "1000") int limit) {
        return new Page<>(rollouts.evidence(new RolloutId(id), bounded(limit, MAX_HISTORY)), null);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    SseEmitter events(@PathVariable String id) {
        get(id);
        return stream.open(new RolloutId(id));
    }

    private NewRollout resolved(RolloutRequest request) {
        var wanted = request.rollout();
        return wanted.of(names.resolve(wanted.model(), wanted.version()));
    }

    private static RolloutView order(String id, OrderRequest request, BiFunction<RolloutId, Order, RolloutView> verb) {
        return verb.apply(new RolloutId(id), request.order());
    }

    private static <T> Page<T> page(int limit, int max, Function<Integer, List<T>> rows, Function<T, String> cursor) {
        var size = bounded(limit, max);
        var items = rows.apply(size);
        return new Page<>(items, items.size() < size ? null : cursor.apply(items.getLast()));
    }

    private static int bounded(int limit, int max) {
        return Math.clamp(limit, 1, max);
    }
}
