package io.modelferry.control.registry;

import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.protocol.ProtocolJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Inputs and outputs as JSON in a text column. */
@Converter
class TensorSpecsColumn implements AttributeConverter<List<TensorSpec>, String> {

    @Override
    public String convertToDatabaseColumn(List<TensorSpec> specs) {
        return new String(ProtocolJson.write(specs), StandardCharsets.UTF_8);
    }

    @Override
    public List<TensorSpec> convertToEntityAttribute(String json) {
        return List.of(ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), TensorSpec[].class));
    }
}
