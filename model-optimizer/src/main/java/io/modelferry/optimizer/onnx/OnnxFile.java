package io.modelferry.optimizer.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Whole models, for rewriting. A model that is read stands on the heap once. Call {@link OnnxInspection} first: this does not
 * judge.
 */
public final class OnnxFile {

    private static final int BUFFER = 1 << 20;

    /** The longest array of the JDK. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private OnnxFile() {}

    public static ModelProto read(Path file) throws MalformedModel, IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new MalformedModel(Reason.TOO_LARGE, "the model has more than 2 GiB");
        }
        try {
            var input =
                    UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file)).newCodedInput();
            input.enableAliasing(true); // weights are views into the one array, not copies
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedModel(Reason.MALFORMED, "the model cannot be read: " + e.getMessage());
        }
    }

    /**
     * Writes the same bytes for the same model, always; fields that nobody understood are kept. If it fails, {@code file} is as
     * it was.
     */
    public static void write(ModelProto model, Path file) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (var stream = Files.newOutputStream(partial)) {
                var output = CodedOutputStream.newInstance(stream, BUFFER);
                output.useDeterministicSerialization();
                model.writeTo(output);
                output.flush();
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
