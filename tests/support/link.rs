//! A link that is slow and far, and that never refuses anything: whatever it can't carry yet waits in it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread::{sleep, spawn},
    time::{Duration, Instant},
};

/// Bytes that travel together.
const PACKET: usize = 64;

/// What a link carries each way.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub bytes_a_second: f64,
    /// How late a packet is beside the time that it takes.
    pub delay: Duration,
}

impl Link {
    /// One way: what comes out of it for what goes in.
    pub fn carry(self, fast: Receiver<Vec<u8>>) -> Receiver<Vec<u8>> {
        let (entrance, carried) = channel();
        let (late, due) = channel::<(Instant, Vec<u8>)>();
        spawn(move || {
            let mut busy = Instant::now();
            for bytes in fast {
                for packet in bytes.chunks(PACKET) {
                    let time = Duration::from_secs_f64(packet.len() as f64 / self.bytes_a_second);
                    busy = busy.max(Instant::now()) + time;
                    let _ = late.send((busy + self.delay, packet.to_vec()));
                }
            }
        });
        spawn(move || {
            for (at, packet) in due {
                sleep(at.saturating_duration_since(Instant::now()));
                let _ = entrance.send(packet);
            }
        });
        carried
    }

    /// Both ways between whoever connects and a port of this machine; tells the port to connect to.
    pub fn relay(self, to: u16) -> u16 {
        let entrance = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = entrance.local_addr().unwrap().port();
        spawn(move || {
            for near in entrance.incoming() {
                let (near, far) = (near.unwrap(), TcpStream::connect(("127.0.0.1", to)).unwrap());
                self.pump(near.try_clone().unwrap(), far.try_clone().unwrap());
                self.pump(far, near);
            }
        });
        port
    }

    /// One way between two connections.
    fn pump(self, mut from: TcpStream, mut to: TcpStream) {
        let (sender, bytes) = channel();
        spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let _ = sender.send(buffer[..count].to_vec());
            }
        });
        spawn(move || {
            to.set_nodelay(true).unwrap();
            for packet in self.carry(bytes) {
                if to.write_all(&packet).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        });
    }
}
