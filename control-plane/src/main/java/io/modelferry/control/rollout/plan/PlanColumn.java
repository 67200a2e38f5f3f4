package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.ProtocolJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;

/** A plan as JSON in its column: written once, read whole. */
@Converter
public class PlanColumn implements AttributeConverter<RolloutPlan, String> {

    @Override
    public String convertToDatabaseColumn(RolloutPlan plan) {
        return new String(ProtocolJson.write(plan), StandardCharsets.UTF_8);
    }

    @Override
    public RolloutPlan convertToEntityAttribute(String json) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), RolloutPlan.class);
    }
}
