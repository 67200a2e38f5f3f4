package io.modelferry.agent.proof;

import io.modelferry.agent.inference.InProcessProof;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import java.io.DataInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Proving processes that end as native code may end them. */
final class DyingProofs {

    private DyingProofs() {}

    /** Writes where nothing is, before the model is loaded. */
    static final class AtLoad {
        public static void main(String[] arguments) throws Exception {
            ProofMain.begin(new DataInputStream(System.in));
            writeToNowhere();
        }
    }

    /** Loads and runs the model as ever, and writes where nothing is before the verdict. */
    static final class AtFirstInference {
        public static void main(String[] arguments) throws Exception {
            var order = ProofMain.begin(new DataInputStream(System.in));
            new InProcessProof(order.settings(), Memory.ofThisMachine(), Ticks.REAL)
                    .prove(order.request(), new Cancellation());
            writeToNowhere();
        }
    }

    /** Ends as the system ends what takes too much. */
    static final class ByTheSystem {
        public static void main(String[] arguments) throws Exception {
            ProofMain.begin(new DataInputStream(System.in));
            var self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", self).start().waitFor();
        }
    }

    /** Talks and talks, and leaves in order without a verdict. */
    static final class Chatty {
        public static void main(String[] arguments) throws Exception {
            ProofMain.begin(new DataInputStream(System.in));
            for (var line = 0; line < 100_000; line++) {
                System.err.println("still nothing to say, line " + line);
                System.out.println("modelferry-proof PERHAPS");
            }
        }
    }

    /** Says that it passed, and crashes after that. */
    static final class AfterItsVerdict {
        public static void main(String[] arguments) throws Exception {
            ProofMain.begin(new DataInputStream(System.in));
            System.out.println(new Verdict.Passed(Proven.NO_PROFILE).line());
            System.out.flush();
            writeToNowhere();
        }
    }

    private static void writeToNowhere() {
        MemorySegment.ofAddress(8).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 1);
    }
}
