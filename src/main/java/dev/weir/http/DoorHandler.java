package dev.weir.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Puts a door behind a Jetty connector. */
public final class DoorHandler extends Handler.Abstract {
  private final Door door;
  private final ExchangePlaces places;

  /** A door that is never too narrow. */
  public DoorHandler(Door door) {
    this(door, ExchangePlaces.UNBOUNDED);
  }

  /** A door for as many exchanges as have a place. */
  public DoorHandler(Door door, ExchangePlaces places) {
    super(InvocationType.BLOCKING);
    this.door = door;
    this.places = places;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = new Exchange(request, response, callback, places);
    boolean whole = false;
    try {
      door.handle(exchange);
      whole = true;
    } finally {
      if (!whole) {
        exchange.breakOff();
      }
      exchange.release();
    }
    exchange.complete();
    return true;
  }
}
