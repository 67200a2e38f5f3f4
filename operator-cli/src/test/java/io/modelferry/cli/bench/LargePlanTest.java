package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LargePlanTest {

    private static final long GIBIBYTE = 1L << 30;

    @Test
    void theSameLengthGivesTheSameBytes() throws IOException {
        var one = LargePlan.of(LargePlan.MIN_BYTES);
        var again = LargePlan.of(LargePlan.MIN_BYTES);

        assertThat(one).isEqualTo(again);
        assertThat(bytes(one.current().getFirst()))
                .isEqualTo(bytes(again.current().getFirst()));
    }

    @Test
    void overwritesInsertsRemovesAndMoves() {
        var plan = LargePlan.of(GIBIBYTE);
        var old = new HashSet<>(plan.old());
        var kept = new ArrayList<>(plan.current());
        kept.retainAll(old);

        assertThat(LargePlan.lengthBytes(plan.old())).isEqualTo(GIBIBYTE);
        assertThat(LargePlan.lengthBytes(plan.current())).isBetween(GIBIBYTE * 99 / 100, GIBIBYTE * 101 / 100);
        assertThat(plan.freshBytes()).isBetween(GIBIBYTE / 200, GIBIBYTE / 50);
        assertThat(kept).hasSizeLessThan(plan.old().size());
        assertThat(seeds(kept)).isNotEqualTo(seeds(kept).stream().sorted().toList()); // a stretch has moved
    }

    @Test
    void holdsNoiseAndRuns() throws IOException {
        var pieces = LargePlan.of(LargePlan.MIN_BYTES).old();

        var runs = new ArrayList<Boolean>();
        for (var piece : pieces) {
            var bytes = bytes(piece);
            runs.add(bytes[0] == bytes[1] && bytes[1] == bytes[LargePlan.PIECE_BYTES - 1]);
        }

        assertThat(runs).filteredOn(run -> run).hasSize(pieces.size() / 8);
    }

    @Test
    void refusesWhatIsTooShortToEdit() {
        assertThatThrownBy(() -> LargePlan.of(LargePlan.MIN_BYTES - 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> seeds(List<LargePlan.Piece> pieces) {
        return pieces.stream().map(LargePlan.Piece::seed).toList();
    }

    private static byte[] bytes(LargePlan.Piece piece) throws IOException {
        var out = new ByteArrayOutputStream();
        piece.writeTo(out);
        return out.toByteArray();
    }
}
