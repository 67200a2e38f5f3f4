package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.LittleEndian;
import io.modelferry.delta.recipe.Bfloat16;

/** Elements as floats, and floats as the nearest elements. */
final class Floats {

    /** Elements that are worked on at one go. */
    static final int BLOCK = 16 * 1024;

    private static final float WHOLE = 0x1.8p23f;

    private Floats() {}

    static boolean canHold(ElementType type) {
        return switch (type) {
            case FLOAT, FLOAT16, BFLOAT16, INT8, UINT8 -> true;
            default -> false;
        };
    }

    static boolean isFloating(ElementType type) {
        return type == ElementType.FLOAT || type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    }

    static void load(ElementType type, byte[] elements, int count, float[] floats) {
        switch (type) {
            case FLOAT -> LittleEndian.getFloats(elements, 0, floats, 0, count);
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = Float.float16ToFloat(LittleEndian.getShort(elements, i * Short.BYTES));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = Float.intBitsToFloat(LittleEndian.getShort(elements, i * Short.BYTES) << 16);
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = elements[i];
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = elements[i] & 0xff;
                }
            }
            default -> throw new IllegalArgumentException(type + " is no number that a float holds");
        }
    }

    /** Rounds to nearest, ties to even; whole numbers are clipped to what the type holds, NaN is 0 there. */
    static void store(ElementType type, float[] floats, int count, byte[] elements, int at) {
        switch (type) {
            case FLOAT -> LittleEndian.putFloats(elements, at, floats, 0, count);
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    LittleEndian.putShort(elements, at + i * Short.BYTES, Float.floatToFloat16(floats[i]));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    LittleEndian.putShort(elements, at + i * Short.BYTES, Bfloat16.round(floats[i]));
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    elements[at + i] = (byte) nearest(floats[i], Byte.MIN_VALUE, Byte.MAX_VALUE);
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    elements[at + i] = (byte) nearest(floats[i], 0, 255);
                }
            }
            default -> throw new IllegalArgumentException(type + " is no number that a float holds");
        }
    }

    /** Half to even, as every addition rounds: a float of this size has no digit behind the point. */
    private static int nearest(float value, float least, float most) {
        float within = Math.min(Math.max(value, least), most);
        return (int) (within + WHOLE - WHOLE);
    }
}
