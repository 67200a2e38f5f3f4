package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.CutFile;
import io.modelferry.delta.format.Extent;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.Layout;
import io.modelferry.delta.onnx.TensorIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** A file cut into pieces: the tensors of a model, or plain pieces of anything else. What no piece holds is the graph. */
record Cut(CutFile file, List<Piece> pieces) {

    Cut {
        pieces = List.copyOf(pieces);
    }

    static Cut of(FileChannel channel) throws IOException {
        long length = channel.size();
        if (length > FormatLimits.MAX_SIDE_BYTES) {
            throw new IllegalArgumentException("a file of " + length + " bytes is more than the format holds");
        }
        var pieces = tensorsAndGaps(channel, length).orElseGet(() -> plain(length));
        var layout = new Layout(length, pieces.stream().map(Piece::extent).toList());
        return new Cut(new CutFile(channel, layout), pieces);
    }

    private static Optional<List<Piece>> tensorsAndGaps(FileChannel channel, long length) throws IOException {
        return TensorIndex.read(channel).flatMap(index -> new ModelCut(length).cut(index.tensors()));
    }

    private static List<Piece> plain(long length) {
        long step = Math.max(FormatLimits.MAX_PIECE_BYTES, Math.ceilDiv(length, FormatLimits.MAX_SECTIONS));
        var pieces = new PieceList();
        pieces.addPlain(0, length, step);
        return pieces.all();
    }

    /** Bytes of pieces that are no tensors. */
    long plainBytes() {
        return pieces.stream()
                .filter(piece -> piece.type() == ElementType.BYTES)
                .map(Piece::extent)
                .mapToLong(Extent::length)
                .sum();
    }
}
