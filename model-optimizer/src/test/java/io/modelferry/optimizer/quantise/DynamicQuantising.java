package io.modelferry.optimizer.quantise;

import com.google.protobuf.ByteString;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;

/** A folder for quantised models, and how they are made and looked into. */
abstract class DynamicQuantising {

    static final int BATCH = 16;

    @TempDir
    Path folder;

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
