package io.modelferry.house.planted.unsigned;

/** Violates: its package has no package-info. */
final class NoSign {}
