package io.modelferry.optimizer.prune;

import java.util.Arrays;

/** Clears the share of weights with the smallest magnitude; among equals those that come first. */
record Smallest(double share) {

    void clear(float[] weights, Channels channel) {
        var target = (int) Math.floor(share * channel.count());
        if (target == 0) {
            return;
        }
        var magnitudes = new float[channel.count()];
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = Math.abs(weights[channel.at(i)]);
        }
        Arrays.sort(magnitudes);
        var threshold = magnitudes[target - 1];
        var equals = target - below(magnitudes, threshold);
        for (int i = 0; i < magnitudes.length; i++) {
            var magnitude = Math.abs(weights[channel.at(i)]);
            if (magnitude < threshold || magnitude == threshold && equals-- > 0) {
                weights[channel.at(i)] = 0;
            }
        }
    }

    private static int below(float[] sorted, float threshold) {
        var count = 0;
        while (count < sorted.length && sorted[count] < threshold) {
            count++;
        }
        return count;
    }
}
