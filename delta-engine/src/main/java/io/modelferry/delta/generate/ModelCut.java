package io.modelferry.delta.generate;

import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.onnx.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a model at its tensors. The small ones stay in the graph, where they cost less than a section of their own; long stretches
 * between tensors become plain pieces, so that the graph stays small enough to be held in memory.
 */
final class ModelCut {

    static final int MIN_TENSOR_BYTES = 512;

    private static final int MAX_TENSORS = FormatLimits.MAX_SECTIONS / 2;
    private static final int MAX_GAP_BYTES = 64 * 1024;

    private final long length;
    private final PieceList pieces = new PieceList();
    private long graphBytes;

    ModelCut(long length) {
        this.length = length;
    }

    /** @return empty if the model falls into more pieces than the format has sections */
    Optional<List<Piece>> cut(List<Tensor> tensors) {
        long at = 0;
        for (var tensor : worthASection(tensors)) {
            gap(at, tensor.offset());
            pieces.addTensor(tensor);
            at = tensor.offset() + tensor.length();
        }
        gap(at, length);
        return Optional.of(pieces.all()).filter(all -> all.size() <= FormatLimits.MAX_SECTIONS);
    }

    /** By offset. */
    private static List<Tensor> worthASection(List<Tensor> tensors) {
        var largest = Comparator.comparingLong(Tensor::length).reversed().thenComparingLong(Tensor::offset);
        return tensors.stream()
                .filter(tensor -> tensor.length() >= MIN_TENSOR_BYTES)
                .sorted(largest)
                .limit(MAX_TENSORS)
                .sorted(Comparator.comparingLong(Tensor::offset))
                .toList();
    }

    private void gap(long from, long to) {
        long bytes = to - from;
        if (bytes > MAX_GAP_BYTES || graphBytes + bytes > FormatLimits.MAX_GRAPH_BYTES) {
            pieces.addPlain(from, to, Cut.PLAIN_PIECE_BYTES);
        } else {
            graphBytes += bytes;
        }
    }
}
