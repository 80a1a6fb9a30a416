"""`python -m notes_api.seed`: the users of the demonstration. Never call it where real people log in."""

from .database import open_database, prepare_database
from .users import add_user

password = "correct horse battery staple"
people = (("ada@example.com", "Ada"), ("grace@example.com", "Grace"))

if __name__ == "__main__":
    prepare_database()
    database = open_database()
    for email, name in people:
        add_user(database, email, name, password)
    database.close()
