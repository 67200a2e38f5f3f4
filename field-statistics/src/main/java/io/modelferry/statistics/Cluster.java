package io.modelferry.statistics;

/**
 * What one unit contributes to a share: {@code part} of {@code whole}, for example right answers of labelled ones, of one device. Units
 * are independent of each other; what happens within one need not be.
 *
 * @param part 0…whole
 */
public record Cluster(double part, double whole) {

    public Cluster {
        if (!(part >= 0 && part <= whole && whole < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(part + " of " + whole + " is no share");
        }
    }
}
