package io.modelferry.delta.generate;

/** How long a generator looks for the last percent. Applying takes the same time whatever was spent. */
public enum Effort {
    /** Prices by samples. */
    NORMAL(16 * 1024, 2 * 1024, 0.7, 0.03),
    /** Prices every way to code a section by coding all of it, as far as a chunk goes. */
    MAX(256 * 1024, 256 * 1024, 0, 0);

    private final int sampleElements;
    private final int glanceElements;
    private final double wellPredicted;
    private final double wellCopied;

    Effort(int sampleElements, int glanceElements, double wellPredicted, double wellCopied) {
        this.sampleElements = sampleElements;
        this.glanceElements = glanceElements;
        this.wellPredicted = wellPredicted;
        this.wellCopied = wellCopied;
    }

    /** A graph that its old self as a dictionary brings to this share of its length is not also searched for what moved. */
    double wellCopied() {
        return wellCopied;
    }

    /** Elements of a section that are coded to learn which ways are worth a sample. */
    int glanceElements() {
        return glanceElements;
    }

    /** A tensor that the base predicts to this share of its length is not also tried without. */
    double wellPredicted() {
        return wellPredicted;
    }

    /** Elements of a section that are coded to learn what all of them cost. */
    int sampleElements() {
        return sampleElements;
    }
}
