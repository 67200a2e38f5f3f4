package io.modelferry.agent.inference;

import java.util.List;

/**
 * How sessions are opened.
 *
 * @param threads of one session run; 1 leaves the machine to the others on it
 * @param optimisation of the graph, while a file is loaded
 * @param arena whether memory of the CPU is kept between runs: faster, and never given back
 * @param memoryPattern whether the memory of a run is planned from the one before: of use where shapes stay the same
 * @param providers execution providers in order of preference, by ONNX Runtime's names ({@code CUDA} or {@code
 *     CUDAExecutionProvider}); empty: what suits the device class
 */
public record SessionSettings(
        int threads, Optimisation optimisation, boolean arena, boolean memoryPattern, List<String> providers) {

    /** Graph optimisation levels of ONNX Runtime. */
    public enum Optimisation {
        NONE,
        BASIC,
        EXTENDED,
        ALL
    }

    public SessionSettings {
        if (threads < 0) {
            throw new IllegalArgumentException("threads of a session run are at least 0, which is one a core");
        }
        providers = List.copyOf(providers);
    }

    /** ONNX Runtime's own defaults, but for the threads. */
    public static SessionSettings threads(int threads) {
        return new SessionSettings(threads, Optimisation.ALL, true, true, List.of());
    }

    public SessionSettings prefer(List<String> preferred) {
        return new SessionSettings(threads, optimisation, arena, memoryPattern, preferred);
    }
}
