package io.modelferry.delta.generate;

/** How long a generator looks for the last percent. Applying takes the same time whatever was spent. */
public enum Effort {
    /** Prices by samples. */
    NORMAL(16 * 1024),
    /** Prices every way to code a section by coding all of it, as far as a chunk goes. */
    MAX(256 * 1024);

    private final int sampleElements;

    Effort(int sampleElements) {
        this.sampleElements = sampleElements;
    }

    /** Elements of a section that are coded to learn what all of them cost. */
    int sampleElements() {
        return sampleElements;
    }
}
