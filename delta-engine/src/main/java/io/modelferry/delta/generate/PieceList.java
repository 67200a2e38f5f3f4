package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.Extent;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.onnx.Tensor;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pieces in the order of the file, each under a name of its own. */
final class PieceList {

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private int plain;

    void addTensor(Tensor tensor) {
        var extent = new Extent(tensor.offset(), tensor.length());
        pieces.add(new Piece(unique(tensor.name()), tensor.type(), tensor.shape(), extent));
    }

    /** Adds {@code [from, to)} in pieces of {@code step} bytes. */
    void addPlain(long from, long to, long step) {
        for (long at = from; at < to; at += step) {
            var extent = new Extent(at, Math.min(step, to - at));
            pieces.add(new Piece("bytes[" + plain++ + "]", ElementType.BYTES, List.of(), extent));
        }
    }

    List<Piece> all() {
        return pieces;
    }

    /** Nameless and namesake tensors are told apart by their order, which exporters keep. */
    private String unique(String name) {
        var readable = shortened(name);
        int use = uses.merge(readable, 1, Integer::sum);
        return use == 1 ? readable : readable + "#" + use;
    }

    private static String shortened(String name) {
        int room = FormatLimits.MAX_NAME_BYTES - "#1234567".length();
        var utf8 = ByteBuffer.allocate(room);
        var rest = CharBuffer.wrap(name);
        StandardCharsets.UTF_8.newEncoder().encode(rest, utf8, true);
        return name.substring(0, rest.position());
    }
}
