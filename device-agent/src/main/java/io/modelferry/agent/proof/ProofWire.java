package io.modelferry.agent.proof;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.ProofRequest;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.inference.SessionSettings.Optimisation;
import io.modelferry.agent.inference.Signature;
import io.modelferry.agent.inference.Signature.Port;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Needs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the proving process, field after field. Both sides are the same build, so there is no version; no JSON,
 * because reading it would take longer than the rest of the start.
 */
final class ProofWire {

    /** What a proving process is told. */
    record Order(SessionSettings settings, ProofRequest request) {}

    @FunctionalInterface
    private interface Writer<T> {
        void write(DataOutput out, T value) throws IOException;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    private ProofWire() {}

    static void write(DataOutput out, Order order) throws IOException {
        settings(out, order.settings());
        var request = order.request();
        out.writeUTF(request.model().toString());
        out.writeInt(request.opset());
        maybe(out, request.needs(), ProofWire::needs);
        maybe(out, request.acceptance(), ProofWire::acceptance);
        maybe(out, request.set(), (to, set) -> to.writeUTF(set.toString()));
        maybe(out, request.replaced(), ProofWire::signature);
    }

    static Order read(DataInput in) throws IOException {
        return new Order(
                settings(in),
                new ProofRequest(
                        Path.of(in.readUTF()),
                        in.readInt(),
                        maybe(in, ProofWire::needs),
                        maybe(in, ProofWire::acceptance),
                        maybe(in, from -> Path.of(from.readUTF())),
                        maybe(in, ProofWire::signature)));
    }

    private static void settings(DataOutput out, SessionSettings settings) throws IOException {
        out.writeInt(settings.threads());
        out.writeUTF(settings.optimisation().name());
        out.writeBoolean(settings.arena());
        out.writeBoolean(settings.memoryPattern());
        list(out, settings.providers(), DataOutput::writeUTF);
    }

    private static SessionSettings settings(DataInput in) throws IOException {
        return new SessionSettings(
                in.readInt(),
                Optimisation.valueOf(in.readUTF()),
                in.readBoolean(),
                in.readBoolean(),
                list(in, DataInput::readUTF));
    }

    private static void needs(DataOutput out, Needs needs) throws IOException {
        maybe(out, needs.memoryBytes(), DataOutput::writeLong);
        maybe(out, needs.providers(), (to, names) -> list(to, names, DataOutput::writeUTF));
    }

    private static Needs needs(DataInput in) throws IOException {
        return new Needs(maybe(in, DataInput::readLong), maybe(in, from -> list(from, DataInput::readUTF)));
    }

    private static void acceptance(DataOutput out, Acceptance acceptance) throws IOException {
        out.writeUTF(acceptance.digest().hex());
        out.writeLong(acceptance.lengthBytes());
        out.writeDouble(acceptance.minAccuracy());
        maybe(out, acceptance.tolerances(), ProofWire::tolerances);
        maybe(out, acceptance.maxLatencyMillis(), DataOutput::writeDouble);
    }

    private static Acceptance acceptance(DataInput in) throws IOException {
        return new Acceptance(
                new ArtifactDigest(in.readUTF()),
                in.readLong(),
                in.readDouble(),
                maybe(in, ProofWire::tolerances),
                maybe(in, DataInput::readDouble));
    }

    private static void tolerances(DataOutput out, Map<String, Double> tolerances) throws IOException {
        out.writeInt(tolerances.size());
        for (var entry : tolerances.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeDouble(entry.getValue());
        }
    }

    private static Map<String, Double> tolerances(DataInput in) throws IOException {
        var tolerances = new LinkedHashMap<String, Double>();
        for (var left = in.readInt(); left > 0; left--) {
            tolerances.put(in.readUTF(), in.readDouble());
        }
        return tolerances;
    }

    private static void signature(DataOutput out, Signature signature) throws IOException {
        list(out, signature.inputs(), ProofWire::port);
        list(out, signature.outputs(), ProofWire::port);
    }

    private static Signature signature(DataInput in) throws IOException {
        return new Signature(list(in, ProofWire::port), list(in, ProofWire::port));
    }

    private static void port(DataOutput out, Port port) throws IOException {
        out.writeUTF(port.name());
        out.writeUTF(port.datatype().name());
        list(out, port.shape(), DataOutput::writeLong);
    }

    private static Port port(DataInput in) throws IOException {
        return new Port(in.readUTF(), Datatype.valueOf(in.readUTF()), list(in, DataInput::readLong));
    }

    private static <T> void list(DataOutput out, List<T> values, Writer<T> writer) throws IOException {
        out.writeInt(values.size());
        for (var value : values) {
            writer.write(out, value);
        }
    }

    private static <T> List<T> list(DataInput in, Reader<T> reader) throws IOException {
        var values = new ArrayList<T>();
        for (var left = in.readInt(); left > 0; left--) {
            values.add(reader.read(in));
        }
        return values;
    }

    private static <T> void maybe(DataOutput out, @Nullable T value, Writer<T> writer) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(out, value);
        }
    }

    private static <T> @Nullable T maybe(DataInput in, Reader<T> reader) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }
}
