package io.modelferry.agent.download;

import io.modelferry.agent.update.UpdateFailure;

/** What one download may still cost: asked before bytes are asked for, told when they came. */
interface Purse {

    /** Nothing is limited. */
    Purse BOTTOMLESS = new Purse() {

        @Override
        public long mayAsk() {
            return Long.MAX_VALUE;
        }

        @Override
        public void came(long bytes) {
            // not counted
        }
    };

    /**
     * @return bytes that may be asked for now, at least 1
     * @throws UpdateFailure INTERRUPTED if it is none, with the time at which it goes on
     */
    long mayAsk() throws UpdateFailure;

    /** Returns once the pace allows the next bytes. */
    void came(long bytes) throws UpdateFailure;
}
