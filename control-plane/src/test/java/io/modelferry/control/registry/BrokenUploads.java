package io.modelferry.control.registry;

import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.StringStringEntryProto;
import io.modelferry.optimizer.schema.TensorProto.DataLocation;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What no registry should keep: good models made bad, and a connection that ends in their middle. */
final class BrokenUploads {

    private BrokenUploads() {}

    /** Its first tensor lies in another file. */
    static byte[] external(byte[] good) {
        var model = model(good);
        model.getGraphBuilder()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"));
        return model.build().toByteArray();
    }

    static byte[] shortWeights(byte[] good) {
        var model = model(good);
        var tensor = model.getGraphBuilder().getInitializerBuilder(0);
        tensor.setRawData(tensor.getRawData().substring(4));
        return model.build().toByteArray();
    }

    private static ModelProto.Builder model(byte[] good) {
        try {
            return ModelProto.parseFrom(good).toBuilder();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends with an error after so many bytes. */
    static InputStream breakingOff(byte[] content, int after) {
        return new FilterInputStream(new ByteArrayInputStream(content, 0, after)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                var read = super.read(into, from, length);
                if (read < 0) {
                    throw new IOException("connection reset by peer");
                }
                return read;
            }
        };
    }
}
