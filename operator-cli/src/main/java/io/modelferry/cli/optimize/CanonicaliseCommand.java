package io.modelferry.cli.optimize;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.acceptance.Proof;
import io.modelferry.optimizer.canonical.Canonicalisation;
import io.modelferry.optimizer.canonical.Canonicalisation.Moved;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxInspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferry optimize canonicalise}: a model to publish instead, whose delta is small. The same model is not published: it is opt-in. */
@Command(
        name = "canonicalise",
        description = {
            "Move NEW's weights onto whole steps from BASE's, before signing: the delta holds the steps only.",
            "As few bits as hold the tolerance on the acceptance set; refused if eight do not."
        })
public final class CanonicaliseCommand implements Callable<Integer> {

    private static final int FEWEST_BITS = 2;
    private static final int MOST_BITS = 8;

    private final Shell shell;

    @Parameters(paramLabel = "BASE", description = "what devices have")
    private Path base = Path.of("");

    @Parameters(paramLabel = "NEW", description = "what was to be published")
    private Path current = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "what to publish instead; on failure OUT is as it was")
    private Path output = Path.of("");

    @Option(names = "--acceptance", paramLabel = "A.npz", required = true, description = "cases to hold it on")
    private Path acceptance = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description =
                    "of accuracy that may go; without labels, of answers that may change (default: ${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--bits", paramLabel = "N", description = "of a code, 1 to 8 (default: as few as hold)")
    private @Nullable Integer bits;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    /** One way to publish it. */
    private record Trial(int bits, Moved moved, Proof proof) {}

    public CanonicaliseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (!(tolerance >= 0 && tolerance < 1) || (bits != null && (bits < 1 || bits > MOST_BITS))) {
            throw new IllegalArgumentException("--tolerance is a share from 0 to 1, --bits a number from 1 to 8");
        }
        var from = Calibrating.existing(shell, base);
        var to = Calibrating.existing(shell, current);
        var set = Calibrating.existing(shell, acceptance);
        var out = shell.workingFolder().resolve(output).toAbsolutePath();
        var folder = Files.createTempDirectory("canonicalise");
        var made = folder.resolve("made.onnx");
        try {
            var trial = held(from, to, AcceptanceSet.readForCalibration(set), made);
            var before = delta(from, to, folder.resolve("before"));
            var after = delta(from, made, folder.resolve("after"));
            Files.move(made, out, StandardCopyOption.REPLACE_EXISTING);
            show(trial, Files.size(to), before, after);
            return ExitCode.OK.number();
        } catch (CannotRewrite | CannotRun | MalformedModel | BadAcceptanceSet | DeltaException refused) {
            shell.err().println("ferry: " + Printable.of(String.valueOf(refused.getMessage())));
            return ExitCode.REFUSED.number();
        } finally {
            for (var name : new String[] {"made.onnx", "before", "after"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private Trial held(Path from, Path to, AcceptanceSet set, Path made)
            throws CannotRewrite, CannotRun, MalformedModel, BadAcceptanceSet, IOException {
        OnnxInspection.inspect(from);
        set.requireFits(OnnxInspection.inspect(to).inputs());
        var drop = Double.NaN;
        for (int tried = bits == null ? FEWEST_BITS : bits; tried <= (bits == null ? MOST_BITS : bits); tried++) {
            var moved = Canonicalisation.canonicalise(from, to, tried, made);
            if (moved.tensors() == 0) {
                throw new CannotRewrite("the two models have no weights of the same name and shape");
            }
            var proof = new Evaluation().prove(to, made, set, Budgets.NONE, null);
            if (proof.drop() <= tolerance) {
                return new Trial(tried, moved, proof);
            }
            drop = proof.drop();
        }
        throw new CannotRewrite("a drop of %s is more than the tolerance of %s with %d bits"
                .formatted(Units.percent(drop), Units.percent(tolerance), bits == null ? MOST_BITS : bits));
    }

    private static long delta(Path from, Path to, Path patch) throws DeltaException, IOException {
        return new DeltaGenerator().generate(from, to, patch).patchBytes();
    }

    private void show(Trial trial, long length, long before, long after) {
        var comparison = trial.proof().comparison();
        if (json) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("bits", trial.bits());
            fields.put("moved", trial.moved());
            fields.put("length", length);
            fields.put("deltaBefore", before);
            fields.put("deltaAfter", after);
            fields.put("drop", trial.proof().drop());
            fields.put("proof", trial.proof());
            shell.out()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(fields));
            return;
        }
        shell.out().println("""
                bits      %d, %d tensors with %d weights; %d tensors as they were
                delta     %s → %s, %s → %s of the file
                drop      %s, at most %s
                agreement %s, output cosine %s, of the worst case %s""".formatted(
                        trial.bits(),
                        trial.moved().tensors(),
                        trial.moved().weights(),
                        trial.moved().left(),
                        Units.bytes(before),
                        Units.bytes(after),
                        Units.percent((double) before / length),
                        Units.percent((double) after / length),
                        Units.percent(trial.proof().drop()),
                        Units.percent(tolerance),
                        Units.percent(comparison.agreement()),
                        six(comparison.cosine()),
                        six(comparison.leastCosine())));
    }

    private static String six(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.6f", value);
    }
}
