package io.modelferry.simulator.replay;

import java.util.random.RandomGenerator;

/**
 * A device's own way through the cases of its site: every case once, in an order of its own, then again from the start. Costs a
 * few bytes, not a list: step {@code k} is case {@code (first + k · stride) mod n} with a stride that shares no factor with n.
 */
public final class Walk {

    private final int[] cases;
    private final int stride;
    private int at;

    /** @param cases of the device's site, not copied: thousands of devices share them */
    Walk(int[] cases, RandomGenerator random) {
        this.cases = cases;
        this.at = random.nextInt(cases.length);
        this.stride = coprime(cases.length, random);
    }

    public static Walk through(FieldStream stream, int site, RandomGenerator random) {
        return new Walk(stream.casesOf(site), random);
    }

    /** Index of the next case in the stream. One thread only. */
    public int next() {
        var index = cases[at];
        at = (int) (((long) at + stride) % cases.length);
        return index;
    }

    private static int coprime(int n, RandomGenerator random) {
        if (n < 3) {
            return 1;
        }
        var stride = 1 + random.nextInt(n - 1);
        while (gcd(stride, n) != 1) {
            stride = 1 + random.nextInt(n - 1);
        }
        return stride;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
