"""Programs for the development of Tuyalan: run them from the folder of the checkout."""
