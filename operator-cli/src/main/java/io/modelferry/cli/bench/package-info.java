/**
 * {@code ferry bench delta}: our deltas beside those of other programs, on real pairs of model versions, in one run.
 * <p>In: a corpus folder, or the demo's models. Out: a table, JSON, a page for the documents.
 * <p>Start reading at {@link io.modelferry.cli.bench.CorpusBench}, then {@link io.modelferry.cli.bench.PairResult}. Only
 * {@link io.modelferry.cli.bench.OurEngine} may know how the delta engine is called. Other programs are child processes, never linked.
 */
@NullMarked
package io.modelferry.cli.bench;

import org.jspecify.annotations.NullMarked;
