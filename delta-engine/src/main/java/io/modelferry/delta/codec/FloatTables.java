package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.FrequencyTable;
import io.modelferry.delta.entropy.RansDecoder;
import io.modelferry.delta.entropy.RansEncoder;
import java.util.Arrays;

/** The tables of a chunk of floats: one for what nothing predicts, one for each group of exponents; how they are stored. */
final class FloatTables {

    private static final int KEYS = ExponentGroups.KEYS;

    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();
    private final int[] tableOfKey = new int[KEYS];
    private final int[] shiftOfKey = new int[KEYS];

    /** Makes tables of how often each token occurs under each key, stores them and prepares the encoder. */
    void write(int[] histogram, BitWriter out) {
        encoder.prepare(KEYS);
        writePlain(Arrays.copyOf(histogram, KEYS), out);
        var groups = ExponentGroups.of(histogram);
        out.writeVarint(groups.size());
        for (var group : groups) {
            out.write(group.first(), 8);
            out.write(group.last(), 8);
            var table = group.table();
            table.write(out);
            for (int key = group.first(); key <= group.last(); key++) {
                encoder.setTable(key, table, FloatTokens.OCTAVE * (key - group.first()));
            }
        }
    }

    private void writePlain(int[] counts, BitWriter out) {
        boolean occurs = Arrays.stream(counts).anyMatch(count -> count > 0);
        out.write(occurs ? 1 : 0, 1);
        if (occurs) {
            var table = FrequencyTable.of(counts);
            table.write(out);
            encoder.setTable(0, table);
        }
    }

    void read(BitReader in) throws CutShort {
        Arrays.fill(tableOfKey, -1);
        boolean hasPlain = in.read(1) != 0;
        var plain = hasPlain ? FrequencyTable.read(in) : null;
        int groups = in.readVarint(KEYS - 1);
        decoder.prepare(groups + 1);
        if (plain != null) {
            decoder.setTable(0, plain);
            tableOfKey[0] = 0;
        }
        int last = 0;
        for (int group = 1; group <= groups; group++) {
            int first = in.read(8);
            if (first <= last) {
                throw new CutShort("groups of exponents that overlap");
            }
            last = in.read(8);
            if (last < first) {
                throw new CutShort("a group without exponents");
            }
            decoder.setTable(group, FrequencyTable.read(in));
            for (int key = first; key <= last; key++) {
                tableOfKey[key] = group;
                shiftOfKey[key] = FloatTokens.OCTAVE * (key - first);
            }
        }
    }

    RansEncoder encoder() {
        return encoder;
    }

    RansDecoder decoder() {
        return decoder;
    }

    /** Which table a key's symbols are under; below zero if the chunk has no such key. */
    int[] tableOfKey() {
        return tableOfKey;
    }

    /** By how much the symbols of a key are moved up. */
    int[] shiftOfKey() {
        return shiftOfKey;
    }
}
