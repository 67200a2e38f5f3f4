package io.modelferry.cli.bench;

/** Something that must also happen on Ctrl-C, until this is closed. */
public final class AtExit implements AutoCloseable {

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    public static AtExit run(String name, Runnable last) {
        var hook = new Thread(last, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtExit(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // already shutting down: it runs, and finds its work done
        }
    }
}
