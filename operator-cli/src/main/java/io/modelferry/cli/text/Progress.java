package io.modelferry.cli.text;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error while bytes move, and nothing where nobody watches. */
public sealed interface Progress extends AutoCloseable {

    void at(long bytes);

    @Override
    void close();

    /** @param totalBytes where the bar ends */
    static Progress of(String what, long totalBytes, boolean onTerminal) {
        return onTerminal ? new Bar(what, totalBytes) : new Silent();
    }

    final class Bar implements Progress {

        private final ProgressBar bar;

        Bar(String what, long totalBytes) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(totalBytes)
                    .setUnit(" MB", 1_000_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
        }

        @Override
        public void at(long bytes) {
            bar.stepTo(bytes);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    final class Silent implements Progress {

        @Override
        public void at(long bytes) {}

        @Override
        public void close() {}
    }
}
