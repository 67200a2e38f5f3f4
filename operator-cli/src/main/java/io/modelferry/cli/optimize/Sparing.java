package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Shell;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.recipe.LayerWise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a verb takes that can leave layers in float. */
final class Sparing {

    @Option(names = "--exclude", paramLabel = "NODE", description = "stays in float; may be repeated")
    private SortedSet<String> excluded = new TreeSet<>();

    @Option(
            names = "--exclude-operator",
            paramLabel = "OP",
            description = "all nodes of this kind stay in float, for example Gather; may be repeated")
    private SortedSet<String> operators = new TreeSet<>();

    @Option(
            names = "--acceptance",
            paramLabel = "A.npz",
            description = "cases to hold --max-drop on: the worst layers go back to float until it holds")
    private @Nullable Path acceptance;

    @Option(
            names = "--max-drop",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "of accuracy; without labels, of answers that may change (default: ${DEFAULT-VALUE})")
    private double maxDrop;

    SortedSet<String> excluded() {
        return excluded;
    }

    /** The technique with the nodes of the operators that were typed excluded too: they stand in the recipe by name. */
    LayerWise excluding(LayerWise technique, Path model) throws CannotRewrite, MalformedModel, IOException {
        if (operators.isEmpty()) {
            return technique;
        }
        var all = new TreeSet<>(technique.excluded());
        all.addAll(Optimizer.nodes(model, operators));
        return technique.excluding(all);
    }

    double maxDrop() {
        if (!(maxDrop >= 0 && maxDrop < 1)) {
            throw new IllegalArgumentException("--max-drop is a share from 0 to 1: " + maxDrop);
        }
        return maxDrop;
    }

    /** Empty if no budget was given. */
    Optional<AcceptanceSet> set(Shell shell) throws BadAcceptanceSet, IOException {
        return acceptance == null
                ? Optional.empty()
                : Optional.of(AcceptanceSet.readForCalibration(Calibrating.existing(shell, acceptance)));
    }
}
