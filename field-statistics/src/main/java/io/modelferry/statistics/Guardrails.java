package io.modelferry.statistics;

/**
 * One chance of error for several metrics together: Bonferroni's equal shares. Devices' metrics move together in ways nobody knows, and
 * the union bound asks nothing about that. Holm's steps would reject more hypotheses, but what is shown here is bounds, and the bounds
 * that go with Holm's steps say nothing beyond "rejected" about the metrics already decided; besides, a share that grows when a
 * neighbour is decided would make bounds jump for reasons that are not in their own data.
 *
 * @param alpha of all metrics together: the chance that the truth of any is ever outside its bounds
 * @param metrics times contrasts, 1 or more
 * @see <a href="https://doi.org/10.1002/sim.3239">K. Strassburger, F. Bretz, Compatible simultaneous lower confidence bounds for the Holm
 *     procedure and other Bonferroni-based closed tests, Statist. Med. 27 (2008)</a>
 */
public record Guardrails(double alpha, int metrics) {

    public Guardrails {
        if (!(alpha > 0 && alpha < 1) || metrics < 1) {
            throw new IllegalArgumentException("alpha " + alpha + " over " + metrics + " metrics");
        }
    }

    /** What each metric's sequence may use. */
    public double alphaOfEach() {
        return alpha / metrics;
    }
}
