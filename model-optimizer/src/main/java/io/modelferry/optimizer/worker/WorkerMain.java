package io.modelferry.optimizer.worker;

import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The child process: one job from standard input, messages to standard output, the result last. */
public final class WorkerMain {

    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var job = input.readLine();
        Thread.ofPlatform().daemon().name("lifeline").start(() -> endWith(input));
        say(result(job));
        System.out.flush();
    }

    /** The other end stays open as long as somebody waits for the result. */
    private static void endWith(BufferedReader input) {
        try {
            while (input.readLine() != null) {}
        } catch (IOException gone) {
            // the same news
        }
        Runtime.getRuntime().halt(1);
    }

    private static Message result(String line) {
        try {
            return new JobRun(WorkerMain::say).run(Lines.job(String.valueOf(line)));
        } catch (IllegalArgumentException e) {
            return new Failed(Reason.BAD_JOB, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return new Failed(Reason.OUT_OF_MEMORY, "the job needs more heap than it may use");
        }
    }

    private static void say(Message message) {
        System.out.println(Lines.message(message));
    }
}
