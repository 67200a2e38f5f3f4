package io.modelferry.control.dashboards;

/** Numbers of one kind, counted anew at every {@link Census}. */
interface Counted {

    /** Asks the rooms and sets the meters. What a failure leaves behind are the numbers of the last time. */
    void count();
}
