package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.TinyModels.graph;

import com.google.protobuf.ByteString;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import java.nio.file.Path;
import java.util.TreeSet;

/** Makes dynamic variants, and looks into them. */
final class DynamicVariants {

    private DynamicVariants() {}

    static OptimisationReport quantise(EightBit type, Path in, Path out) throws Exception {
        return Optimizer.optimise(in, new DynamicQuantisation(type, false, false, new TreeSet<>()), out);
    }

    static ByteString tensor(GraphProto graph, String name) {
        return graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getRawData();
    }
}
