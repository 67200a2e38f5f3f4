package io.modelferry.optimizer.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whole models, for rewriting. A model that is read keeps its weights in the mapped file and not on the heap; the file must
 * stay as it is for as long as the model is in use. Call {@link OnnxInspection} first: this does not judge.
 */
public final class OnnxFile {

    private static final int BUFFER = 1 << 20;

    private OnnxFile() {}

    public static ModelProto read(Path file) throws MalformedModel, IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new MalformedModel(Reason.TOO_LARGE, "the model has more than 2 GiB");
            }
            var mapped = UnsafeByteOperations.unsafeWrap(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            var input = mapped.newCodedInput();
            input.enableAliasing(true);
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedModel(Reason.MALFORMED, "the model cannot be read: " + e.getMessage());
        }
    }

    /** Writes the same bytes for the same model, always; fields that nobody understood are kept. */
    public static void write(ModelProto model, Path file) throws IOException {
        try (var stream = Files.newOutputStream(file)) {
            var output = CodedOutputStream.newInstance(stream, BUFFER);
            output.useDeterministicSerialization();
            model.writeTo(output);
            output.flush();
        }
    }
}
