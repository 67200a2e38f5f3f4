package io.modelferry.delta.generate;

import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.Layout;
import io.modelferry.delta.onnx.TensorIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** How a file is cut into pieces: the tensors of a model, or plain pieces of anything else. What no piece holds is the graph. */
record Cut(List<Piece> pieces, Layout layout) {

    static final long PLAIN_PIECE_BYTES = 4 * 1024 * 1024;

    Cut {
        pieces = List.copyOf(pieces);
    }

    static Cut of(FileChannel channel) throws IOException {
        long length = channel.size();
        if (length > FormatLimits.MAX_SIDE_BYTES) {
            throw new IllegalArgumentException("a file of " + length + " bytes is more than the format holds");
        }
        var pieces = tensorsAndGaps(channel, length).orElseGet(() -> plain(length));
        return new Cut(
                pieces, new Layout(length, pieces.stream().map(Piece::extent).toList()));
    }

    private static Optional<List<Piece>> tensorsAndGaps(FileChannel channel, long length) throws IOException {
        return TensorIndex.read(channel).flatMap(index -> new ModelCut(length).cut(index.tensors()));
    }

    private static List<Piece> plain(long length) {
        long step = Math.max(PLAIN_PIECE_BYTES, Math.ceilDiv(length, FormatLimits.MAX_SECTIONS));
        var pieces = new PieceList();
        pieces.addPlain(0, length, step);
        return pieces.all();
    }
}
