package io.modelferry.control.registry;

import io.modelferry.protocol.ProtocolJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Bytes by dtype as JSON in a text column. */
@Converter
class WeightBytesColumn implements AttributeConverter<SortedMap<String, Long>, String> {

    /** Tells the JSON library what stands in the map. */
    record Column(TreeMap<String, Long> bytes) {}

    @Override
    public String convertToDatabaseColumn(SortedMap<String, Long> bytes) {
        return new String(ProtocolJson.write(new Column(new TreeMap<>(bytes))), StandardCharsets.UTF_8);
    }

    @Override
    public SortedMap<String, Long> convertToEntityAttribute(String json) {
        var column = ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), Column.class);
        return Collections.unmodifiableSortedMap(column.bytes());
    }
}
