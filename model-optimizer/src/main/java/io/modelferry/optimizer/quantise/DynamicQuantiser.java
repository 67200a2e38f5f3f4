package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Dynamic quantisation: weights of {@code MatMul} and {@code Gemm} are stored in eight bits, activations are quantised while
 * the model runs. The graph that comes out is the one of ONNX Runtime's {@code quantize_dynamic}: {@code
 * DynamicQuantizeLinear} and {@code MatMulInteger}, one scale a tensor. The same file gives the same bytes, always.
 */
public final class DynamicQuantiser {

    /** The first opset with {@code DynamicQuantizeLinear}. */
    private static final long FIRST_OPSET = 11;

    private final EightBit weights;

    /** Signed, symmetric weights. */
    public DynamicQuantiser() {
        this(EightBit.INT8);
    }

    public DynamicQuantiser(EightBit weights) {
        this.weights = weights;
    }

    /**
     * @param in a model that passed {@link io.modelferry.optimizer.onnx.OnnxInspection}
     * @param out written only if a layer was quantised, see {@link QuantisationReport#changed}
     * @throws CannotQuantise if the operators do not exist in the model's opset, or weights are not numbers
     */
    public QuantisationReport quantise(Path in, Path out) throws CannotQuantise, MalformedModel, IOException {
        var model = OnnxFile.read(in);
        requireOperators(model);
        var rewriting = new GraphRewriting(model, weights);
        var rewritten = rewriting.rewritten();
        var before = Files.size(in);
        if (rewriting.quantised().isEmpty()) {
            return new QuantisationReport(before, before, rewriting.quantised(), rewriting.leftAlone());
        }
        OnnxFile.write(model.toBuilder().setGraph(rewritten).build(), out);
        return new QuantisationReport(before, Files.size(out), rewriting.quantised(), rewriting.leftAlone());
    }

    private static void requireOperators(ModelProto model) throws CannotQuantise {
        var opset = model.getOpsetImportList().stream()
                .filter(imported -> Operators.isDefaultDomain(imported.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
        if (opset < FIRST_OPSET) {
            throw new CannotQuantise("opset %d has no DynamicQuantizeLinear; export the model with opset %d or later"
                    .formatted(opset, FIRST_OPSET));
        }
    }
}
