package io.modelferry.agent.proof;

import io.modelferry.agent.inference.InProcessProof;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The proving process: reads an order from its input, proves the file and says its verdict in one line. Ends at once, whatever it
 * is in, when its input closes: the agent is gone.
 */
public final class ProofMain {

    private static final int ABANDONED = 3;

    /** The first to go, if the system runs out of memory. */
    private static final String FIRST_TO_GO = "1000";

    private ProofMain() {}

    public static void main(String[] arguments) throws IOException {
        offerItself();
        var in = new DataInputStream(System.in);
        var order = begin(in);
        Thread.ofPlatform().daemon().name("agent-gone").start(() -> endWith(in));
        System.out.println(verdict(order).line());
        System.out.flush();
        Runtime.getRuntime().halt(0); // no orderly end for a model that nobody trusts yet
    }

    /** What ends the process from here on is held against the model. */
    static ProofWire.Order begin(DataInputStream in) throws IOException {
        var order = ProofWire.read(in);
        System.out.println(Verdict.BEGUN);
        System.out.flush();
        return order;
    }

    private static void offerItself() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), FIRST_TO_GO);
        } catch (IOException e) {
            return; // another system: the budget is watched from outside anyway
        }
    }

    private static Verdict verdict(ProofWire.Order order) {
        try {
            var proven = new InProcessProof(order.settings(), Memory.ofThisMachine(), Ticks.REAL)
                    .prove(order.request(), new Cancellation());
            return new Verdict.Passed(proven);
        } catch (UpdateFailure e) {
            return Verdict.of(e);
        } catch (LinkageError e) { // not the model's fault: another try may find the libraries again
            return new Verdict.Failed(FailureCode.INTERRUPTED, "ONNX Runtime does not load: " + rootOf(e));
        } catch (OutOfMemoryError e) {
            return new Verdict.Failed(FailureCode.PROBE_CRASHED, "out of memory: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            return new Verdict.Failed(FailureCode.PROBE_CRASHED, e.toString());
        }
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }

    private static void endWith(DataInputStream in) {
        try {
            while (in.read() >= 0) {
                continue; // nothing more is said to this process
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(ABANDONED);
        }
        Runtime.getRuntime().halt(ABANDONED);
    }
}
