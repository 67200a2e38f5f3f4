package io.modelferry.delta;

/**
 * What one section of a delta does, and what it costs.
 *
 * @param name       the tensor's name in the target, or {@code graph} or {@code bytes[i]} for what is no tensor. Comes from the
 *                   model file: escape it before showing it
 * @param dtype      ONNX's word in lower case ({@code float}, {@code float16}, {@code int8}, …) or {@code bytes}
 * @param codec      the codec's name in {@code docs/delta-format.md}
 * @param rawBytes   length in the target
 * @param patchBytes length in the delta, without the section's line in the directory
 * @param reason     why this codec, one line, with the figures that decided
 */
public record SectionReport(String name, String dtype, String codec, long rawBytes, long patchBytes, String reason) {}
