"""The world behind the uplink: a server of the internet, its names, and a client. Runs in a namespace that has no name.

A line on standard input is an order, a line on standard output its answer.
"""
import socket
import subprocess
import sys
import threading

SERVER, ROUTER, NODE = "203.0.113.9", "198.51.100.1", "198.51.100.2"


def connects(address, port, seconds=3):
    try:
        with socket.create_connection((address, int(port)), seconds) as connection:
            connection.settimeout(seconds)
            return bool(connection.recv(1))
    except OSError:
        return False


def serve(server):
    while True:
        connection, _ = server.accept()
        connection.sendall(b"here\n")
        connection.close()


def name(server):
    """Any name is the server's."""
    while True:
        query, client = server.recvfrom(512)
        question = query[12:query.index(b"\0", 12) + 5]
        server.sendto(query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4"
                      + socket.inet_aton(SERVER), client)


def main():
    print("here", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "connect":
            print("works" if connects(*words[1:]) else "dead", flush=True)
        elif words[0] == "serve":
            names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            names.bind((SERVER, 53))
            threading.Thread(target=name, args=[names], daemon=True).start()
            threading.Thread(target=serve, args=[socket.create_server(("", 80))], daemon=True).start()
            print("serves", flush=True)
        else:
            print(subprocess.run(words).returncode, flush=True)


if __name__ == "__main__":
    main()
