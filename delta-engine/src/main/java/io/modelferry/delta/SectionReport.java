package io.modelferry.delta;

/**
 * What one section of a delta does, and what it costs.
 *
 * @param name       the tensor's name in the target, or {@code graph} or {@code bytes[i]} for what is no tensor. Comes from the
 *                   model file: escape it before showing it
 * @param dtype      ONNX's word in lower case ({@code float}, {@code float16}, {@code int8}, …) or {@code bytes}
 * @param codec      prediction and codec as named in {@code docs/delta-format.md}: {@code same}, {@code float}, {@code low-rank+float}, …
 * @param rawBytes   length in the target
 * @param patchBytes length in the delta, without the section's line in the directory
 * @param elements   weights of a tensor; bytes of anything else
 * @param reason     why this way, one line, with the figures that decided
 */
public record SectionReport(
        String name, String dtype, String codec, long rawBytes, long patchBytes, long elements, String reason) {

    /** What an element costs, in bits. */
    public double bitsPerElement() {
        return elements == 0 ? 0 : 8.0 * patchBytes / elements;
    }
}
