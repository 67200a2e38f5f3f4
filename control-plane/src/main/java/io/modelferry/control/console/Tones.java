package io.modelferry.control.console;

import io.modelferry.control.rollout.RolloutDevice;
import io.modelferry.control.rollout.TimelineEntry;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.webhooks.Webhooks.DeliveryView;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Words and colours for what happened. Used by the templates as {@code @tones}. */
@Component("tones")
class Tones {

    /** The last word of the CSS class {@code event-…}. */
    public String of(TimelineEntry entry) {
        return switch (entry.kind()) {
            case "GO_BACK", "ARRIVE_BACK" -> "bad";
            case "HALT", "PAUSE", "STOP" -> "warn";
            case "FINISH", "STAGE_SETTLED", "ADVANCE" -> "good";
            case "START", "RESUME", "STAGE_OPENED" -> "trial";
            default -> "quiet";
        };
    }

    public String title(TimelineEntry entry) {
        return switch (entry.kind()) {
            case "START" -> "Started";
            case "PAUSE" -> "Paused";
            case "HALT" -> "Halted";
            case "RESUME" -> "Resumed";
            case "STOP" -> "Stopped";
            case "FINISH" -> "Finished";
            case "GO_BACK" -> "Rolling back";
            case "ARRIVE_BACK" -> "Everybody is back";
            case "ADVANCE" -> "Stage " + (entry.stage() + 1) + " passed";
            default -> sentence(entry.kind());
        };
    }

    /** The last word of the CSS class {@code state-…}. */
    public String gate(GateStanding gate) {
        return switch (gate.verdict()) {
            case "PASSED" -> "good";
            case "FAILED" -> "bad";
            case "CANNOT_TELL" -> "warn";
            default -> "quiet";
        };
    }

    public String gateTitle(GateStanding gate) {
        return sentence(gate.verdict());
    }

    /** The last word of the CSS class {@code state-…}. */
    public String device(RolloutDevice device) {
        return switch (device.state()) {
            case "CONFIRMED" -> "good";
            case "TRIAL", "FETCHING", "PATCHING", "VERIFIED", "PROBED", "ASSIGNED" -> "trial";
            case "FAILED", "ROLLED_BACK" -> "bad";
            case "GOING_BACK", "BACK" -> "warn";
            default -> "quiet";
        };
    }

    public String deviceTitle(RolloutDevice device) {
        var state = device.state().equals("TRIAL") ? "On probation" : sentence(device.state());
        return device.online() ? state : state + ", offline";
    }

    /** The last word of the CSS class {@code state-…}. */
    public String delivery(DeliveryView delivery) {
        return switch (delivery.state()) {
            case PENDING -> delivery.lastError().isEmpty() ? "trial" : "warn";
            case DELIVERED -> "good";
            case DEAD -> "bad";
        };
    }

    public String deliveryTitle(DeliveryView delivery) {
        return switch (delivery.state()) {
            case PENDING -> delivery.lastError().isEmpty() ? "On its way" : "Will be tried again";
            case DELIVERED -> "Delivered";
            case DEAD -> "Given up";
        };
    }

    /** The last words of the CSS classes. @param status as {@code VariantView} says it */
    public String variant(String status) {
        return switch (status) {
            case "OFFERED" -> "good";
            case "RUNNING" -> "trial state-live";
            case "AWAITING_SIGNATURE", "NOT_OFFERED" -> "warn";
            case "WITHDRAWN" -> "quiet";
            default -> "bad";
        };
    }

    public String variantTitle(String status) {
        return switch (status) {
            case "RUNNING" -> "Being made";
            case "AWAITING_SIGNATURE" -> "Waits for a signature";
            default -> sentence(status);
        };
    }

    private static String sentence(String code) {
        var words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
