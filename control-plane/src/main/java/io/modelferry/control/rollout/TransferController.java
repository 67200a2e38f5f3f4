package io.modelferry.control.rollout;

import io.modelferry.control.platform.Csv;
import io.modelferry.control.rollout.Transfers.Moved;
import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Bytes over time over HTTP, as three lines in the form of the telemetry's. */
@RestController
@RequestMapping("/api/v1/transfers")
class TransferController {

    private final Transfers transfers;

    TransferController(Transfers transfers) {
        this.transfers = transfers;
    }

    record Point(Instant at, long value) {}

    /** @param key {@code delta} and {@code full} for what was sent, {@code saved} for what was not */
    record Line(String key, List<Point> points) {}

    record TransfersReply(ModelName model, Instant from, Instant to, Duration step, List<Line> series) {}

    @GetMapping(params = "format!=csv", produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    TransfersReply transfers(
            @RequestParam String model,
            @RequestParam Instant from,
            @RequestParam Instant to,
            @RequestParam Duration step) {
        var name = new ModelName(model);
        var moved = transfers.of(name, from, to, step);
        return new TransfersReply(
                name,
                from,
                to,
                step,
                List.of(
                        line("delta", moved, Moved::deltaBytes),
                        line("full", moved, Moved::fullBytes),
                        line("saved", moved, Moved::savedBytes)));
    }

    /** The same as rows, for who asks for {@code text/csv} or says {@code format=csv}. */
    @GetMapping(produces = "text/csv;charset=UTF-8")
    @PreAuthorize("hasRole('VIEWER')")
    String csv(
            @RequestParam String model,
            @RequestParam Instant from,
            @RequestParam Instant to,
            @RequestParam Duration step) {
        return Csv.of(
                List.of("at", "delta", "full", "saved"),
                transfers.of(new ModelName(model), from, to, step).stream()
                        .map(one -> List.of(one.at(), one.deltaBytes(), one.fullBytes(), one.savedBytes())));
    }

    private static Line line(String key, List<Moved> moved, ToLongFunction<Moved> bytes) {
        return new Line(
                key,
                moved.stream()
                        .map(one -> new Point(one.at(), bytes.applyAsLong(one)))
                        .toList());
    }
}
