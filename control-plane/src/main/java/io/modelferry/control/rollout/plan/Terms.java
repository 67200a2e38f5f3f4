package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a goal asks of a device beside the file itself: how its bytes may come, and what the model must live through. */
public record Terms(Probation probation, DeliveryPolicy delivery) {

    /** Going back waits for no window, no budget and no hour. */
    public Terms atOnce() {
        return new Terms(probation, DeliveryPolicy.DEFAULT);
    }

    public String probationJson() {
        return json(probation);
    }

    public String deliveryJson() {
        return json(delivery);
    }

    /** From the columns {@code probation} and {@code delivery}, the second null in rows of the first release. */
    public static Terms of(ResultSet row) throws SQLException {
        return of(row.getString("probation"), row.getString("delivery"));
    }

    public static Terms of(String probation, @Nullable String delivery) {
        return new Terms(
                read(probation, Probation.class),
                delivery == null ? DeliveryPolicy.DEFAULT : read(delivery, DeliveryPolicy.class));
    }

    private static String json(Object value) {
        return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
